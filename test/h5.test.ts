import 'reflect-metadata';
import { isObjectType, printType, getNamedType } from 'graphql';
import { test } from 'vitest';
import { project } from '../src/access/projection.ts';
import { wearOf } from '../src/access/scope.ts';
import { schema, reads } from '../src/server/schema.ts';
import { shareableScopes } from '../src/sharing/agreement/grain.ts';
test('x', () => {
  const grants: any = { open: 'clear', 'inquiry.ask': 'clear' };
  for (const s of shareableScopes) grants[s] = 'clear';
  const p = project(schema(), { ...grants, 'customer.read': 'clear' });
  const r = reads();
  const seen = new Set<string>();
  const out: string[] = [];
  const go = (name: string) => {
    if (seen.has(name)) return; seen.add(name);
    const t = p.getType(name); if (!isObjectType(t)) return;
    for (const f of Object.values(t.getFields())) {
      const full: any = (schema().getType(name) as any).getFields()[f.name];
      const kind = r[name]?.[f.name] ? Object.keys(r[name]![f.name]!).join('+') : (full.resolve || full.args.length ? 'RESOLVER' : r[name] ? 'column' : 'plain');
      out.push(`${name}.${f.name}(${f.args.map(a=>a.name+':'+a.type).join(',')}): ${f.type}  [${wearOf(f)?.scope}] ${kind}`);
      go(getNamedType(f.type).name);
    }
  };
  go('Customer');
  console.log(out.join('\n'));
});
