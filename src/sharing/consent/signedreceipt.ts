import type { Context } from '../../graphql/context.ts';
import { signer } from '../key/signer.ts';
import type { ConsentRow } from './consent.ts';
import { receiptOf, receiptTyp } from './receipt.ts';

/** The receipt of a consent as it stands now: a compact JWS under the installation's key for receipts. */
export async function signedReceipt({ sql, keys, address, now }: Context, row: ConsentRow): Promise<string> {
  const { sign } = await signer(sql, keys.seal, 'receipt', now());
  return sign({ iss: address, ...receiptOf(row) }, { typ: receiptTyp });
}
