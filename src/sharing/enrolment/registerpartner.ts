import type { Context } from '../../graphql/context.ts';
import type { PartnerKind } from '../partner/partner.ts';
import { register } from '../partner/register.ts';
import { subjectKey } from '../partner/subjectkey.ts';
import { answer, type PartnerAnswer } from './answer.ts';
import { written } from './written.ts';

export interface RegisterPartnerInput {
  readonly name: string;
  readonly title: string;
  readonly kind: PartnerKind;
  readonly contacts?: { name: string; role?: string | null; email?: string | null; phone?: string | null }[] | null;
  readonly jwks?: string | null;
  readonly jwksUri?: string | null;
  readonly issuer?: string | null;
  readonly issuerJwksUri?: string | null;
  readonly why: string;
  readonly idempotencyKey: string;
}

/** Registers a partner. The answer alone tells its subject key, in base64. */
export async function registerPartner(context: Context, input: RegisterPartnerInput): Promise<PartnerAnswer & { subjectKey: string | null }> {
  const { contacts, jwks, jwksUri = null, issuer = null, issuerJwksUri = null } = input;
  const registered = await answer(context, 'registerPartner', input, (tx, acting) =>
    register(tx, context.keys.seal, { ...input, contacts: contacts ?? [], jwks: written(jwks), jwksUri, issuer, issuerJwksUri }, acting),
  );
  const key = registered.partner && (await subjectKey(context.sql, context.keys.seal, registered.partner.partnerId));
  return { ...registered, subjectKey: key?.toString('base64') ?? null };
}
