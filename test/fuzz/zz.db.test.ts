import { it } from 'vitest';
import { database, poolOn } from '../database.ts';
import { fieldOf } from './field.ts';
import { fuzz } from './run.ts';
it('x', { timeout: 400_000 }, async () => {
  const sql = await database();
  let t = performance.now();
  const field = await fieldOf(sql, poolOn(sql), 5);
  console.log('field', performance.now() - t);
  const internals: string[] = []; const tally: any = {}; const sample: any = {};
  const askers = field.askers.map((a) => ({ ...a, ask: async (d: any) => { const r = await a.ask(d); if (r.body.includes('INTERNAL')) internals.push(JSON.stringify(r.logged).slice(0, 700) + d.query); const b = JSON.parse(r.body); const k = (a.hidesIds ? 'P ' : 'S ') + (b.errors ? (b.errors[0].extensions?.code ?? '') + (b.data ? ' +data' : '') : 'ok') + ' ' + [...new Set((r.body.match(/"(Answered|NotRated|Refused|NoRecord)Inquiry"/g) ?? []))].join(); tally[k] = (tally[k] ?? 0) + 1; sample[k] ??= d.query.slice(0, 300) + JSON.stringify(d.variables).slice(0, 200) + r.body.slice(0, 400); return r; } }));
  const N = Number(process.env.N ?? 3000);
  for (let round = 0; round < 2; round++) {
  t = performance.now();
  const r = await fuzz({ ...field, askers, operations: N, seed: Number(process.env.SEED ?? 1) + round });
  console.log((performance.now() - t) / N, r.operations, r.answered);
  for (const l of r.leaks) console.log(l.caller, l.at, JSON.stringify(l.found.slice(0, 4)), l.drawn.query.slice(0, 1500), JSON.stringify(l.drawn.variables));
  }
  console.log(tally);
  console.log(internals.slice(0, 12).join('\n\n'));
  await field.close();
});
