import { decodeId, encodeId } from '../../base/id.ts';

const prefix = 'par';

/** A stream as it is called outside: a partner by its opaque id. */
export const streamName = (stream: string): string => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(stream) ? encodeId(prefix, stream) : stream);

/** The stream that is called so outside. */
export const streamOf = (name: string): string => decodeId(prefix, 1, name)?.[0] ?? name;
