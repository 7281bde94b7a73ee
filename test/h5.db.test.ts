import 'reflect-metadata';
import { test } from 'vitest';
import { database } from './database.ts';
import { project, sightOf, isPartners } from '../src/access/projection.ts';
import { schema, reads } from '../src/server/schema.ts';
import { shareableScopes } from '../src/sharing/agreement/grain.ts';
import { columnsBelow, untoldBelow } from '../src/graphql/below.ts';
import { columnsOf } from '../src/db/columns.ts';
test('x', async () => {
  const sql = await database();
  const all: any = { open: 'clear', 'inquiry.ask': 'clear' };
  for (const s of shareableScopes) all[s] = 'clear';
  for (const grants of [all, { open: 'clear', 'inquiry.ask': 'clear', 'payment.summary': 'clear', 'account.basic': 'clear' }, { open: 'clear', 'inquiry.ask': 'clear', 'rating.grade': 'clear' }, ...shareableScopes.map(s => ({ open: 'clear', 'inquiry.ask': 'clear', 'account.basic': 'clear', [s]: 'clear' }))]) {
    const p = project(schema(), grants);
    const source = { schema: p, full: schema(), reads: reads() };
    let t = performance.now();
    const texts = columnsBelow(source, 'Customer');
    const t1 = performance.now() - t; t = performance.now();
    const c = await columnsOf(sql, texts);
    console.log(Object.keys(grants).join(' '), isPartners(p), texts.length, texts.join('').length, Math.round(t1), Math.round(performance.now() - t), 'untold', untoldBelow(source, 'Customer').join());
    for (const [k, v] of c) if (k !== 'consent') console.log('   ', k, v.join(' '));
  }
});
