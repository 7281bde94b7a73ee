import type { Doors } from '../../graphql/door.ts';
import { ask, type Question } from './ask.ts';
import type { Inquiring } from './inquiring.ts';

interface Input {
  readonly purpose: string;
  readonly idempotencyKey: string;
}

/** The doors of `inquire` and `inquireMany`. */
export function inquiries(inquiring: Inquiring): Doors {
  return {
    inquire: async (asked, context) => {
      const { subject, consent, ...input } = asked.args['input'] as Input & Question;
      const [result] = await ask(inquiring, asked, context, { ...input, questions: [{ subject, consent }], isMany: false });
      return { result };
    },
    inquireMany: async (asked, context) => {
      const { subjects, ...input } = asked.args['input'] as Input & { subjects: Question[] };
      return { results: await ask(inquiring, asked, context, { ...input, questions: subjects, isMany: true }) };
    },
  };
}
