const headEnd = Buffer.from('\r\n\r\n');
const lengthName = /\r\ncontent-length: *(\d+)/i;
const chunkedName = /\r\ntransfer-encoding: *chunked/i;
const errors = Buffer.from('"errors"');
/** Of what came before, so much is kept: the word may lie across two packets. */
const overlap = errors.length - 1;

/** One HTTP answer as it arrives on a connection that has one request in flight. */
export class Answer {
  status = 0;
  bytes = 0;
  hasErrors = false;
  /** The beginning of the body. */
  start = '';
  private held: Buffer | undefined;
  private tail: Buffer | undefined;
  private left = -1;

  /** Takes a packet; true when the answer is complete. */
  take(packet: Buffer): boolean {
    if (this.status > 0) return this.body(packet);
    const text = this.held ? Buffer.concat([this.held, packet]) : packet;
    const end = text.indexOf(headEnd);
    if (end < 0) {
      this.held = text;
      return false;
    }
    this.held = undefined;
    this.head(text.toString('latin1', 0, end));
    return this.body(text.subarray(end + headEnd.length));
  }

  private head(text: string): void {
    this.status = Number(text.slice(9, 12));
    const length = lengthName.exec(text);
    if (length) this.left = Number(length[1]);
    else if (!chunkedName.test(text)) throw new Error(`neither a length nor chunks: ${text}`);
  }

  private body(packet: Buffer): boolean {
    if (this.left < 0) return this.chunks(packet);
    this.look(packet);
    this.left -= packet.length;
    return this.left <= 0;
  }

  private look(part: Buffer): void {
    if (this.bytes === 0) this.start = part.toString('latin1', 0, 300);
    this.bytes += part.length;
    this.hasErrors ||= part.includes(errors) || (this.tail !== undefined && Buffer.concat([this.tail, part.subarray(0, overlap)]).includes(errors));
    this.tail = part.subarray(Math.max(part.length - overlap, 0));
  }

  /** Chunks are put together whole: the peers that send them send small ones. */
  private chunks(packet: Buffer): boolean {
    let rest = this.held ? Buffer.concat([this.held, packet]) : packet;
    for (;;) {
      const end = rest.indexOf('\r\n');
      const size = end < 0 ? Number.NaN : Number.parseInt(rest.toString('latin1', 0, end), 16);
      if (Number.isNaN(size) || rest.length < end + size + 4) break;
      if (size === 0) return true;
      this.look(rest.subarray(end + 2, end + 2 + size));
      rest = rest.subarray(end + size + 4);
    }
    this.held = rest;
    return false;
  }
}
