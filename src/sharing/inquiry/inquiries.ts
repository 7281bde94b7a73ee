import type { OutgoingHttpHeaders } from 'node:http';
import type { Context } from '../../graphql/context.ts';
import type { Asked, Doors } from '../../graphql/door.ts';
import { ask, type Inquiry, type Question } from './ask.ts';
import type { Inquiring } from './inquiring.ts';

interface Input {
  readonly purpose: string;
  readonly idempotencyKey: string;
}

/** The doors of `inquire` and `inquireMany`. */
export function inquiries(inquiring: Inquiring): Doors {
  const asking = async (asked: Asked, context: Context, inquiry: Inquiry): Promise<{ results: object[]; headers: OutgoingHttpHeaders }> => {
    const { results, used, day } = await ask(inquiring, asked, context, inquiry);
    const left = Math.max(0, day - used);
    return { results, headers: { 'assay-quota-limit': day, 'assay-quota-remaining': left, 'assay-quota-reset': inquiring.secondsLeft() } };
  };
  return {
    inquire: async (asked, context) => {
      const { subject, consent, ...input } = asked.args['input'] as Input & Question;
      const { results, headers } = await asking(asked, context, { ...input, questions: [{ subject, consent }], isMany: false });
      return { value: { result: results[0] }, headers };
    },
    inquireMany: async (asked, context) => {
      const { subjects, ...input } = asked.args['input'] as Input & { subjects: Question[] };
      const { results, headers } = await asking(asked, context, { ...input, questions: subjects, isMany: true });
      return { value: { results }, headers };
    },
  };
}
