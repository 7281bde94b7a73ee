import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/graphql/context.ts';
import { cursorOf, pageOf, pageSize } from '../../src/graphql/page.ts';

const context = { keys: { cursor: Buffer.alloc(32, 1), seal: [] } } as unknown as Context;
const place = (row: number) => ({ sort: 'number', values: [row], key: String(row) });
const page = (rows: number[], first: number, after?: string) => pageOf(context, rows, first, cursorOf(context, 'number', after), place, (row) => ({ row }));

describe('a page', () => {
  it('knows that there is a next one by the row too many', () => {
    const { edges, pageInfo } = page([1, 2, 3], 2);
    expect(edges.map(({ node }) => node.row)).toEqual([1, 2]);
    expect(pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: edges[0]!.cursor, endCursor: edges[1]!.cursor });
    expect(cursorOf(context, 'number', pageInfo.endCursor)).toEqual(place(2));
  });

  it('that is empty has no cursors', () =>
    expect(page([], 2).pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null }));
  it('after a cursor has one before it', () => expect(page([3], 2, page([1, 2, 3], 2).pageInfo.endCursor!).pageInfo.hasPreviousPage).toBe(true));
  it('refuses a cursor of another sort', () =>
    expect(() => cursorOf(context, 'grade', page([1], 1).pageInfo.endCursor)).toThrow(
      expect.objectContaining({ code: 'GRAPH_CURSOR_INVALID', path: 'after' }),
    ));
  it.each([0, -1, 101])('of %i rows is refused', (size) => expect(() => pageSize('first', size)).toThrow(expect.objectContaining({ code: 'GRAPH_PAGE_SIZE' })));
});
