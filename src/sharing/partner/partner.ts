/** What a partner is, which decides what it may receive about whom (`entitlement.ts`). */
export const partnerKinds = ['lender', 'agency', 'operator', 'landlord', 'employer', 'insurer', 'authority', 'merchant'] as const;
export type PartnerKind = (typeof partnerKinds)[number];

export const partnerStates = ['active', 'suspended', 'ended'] as const;
export type PartnerState = (typeof partnerStates)[number];

/** Prefix of a partner's id outside. */
export const partnerPrefix = 'par';
