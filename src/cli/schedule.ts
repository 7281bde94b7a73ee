import { type Command, Option } from 'commander';
import { approvalPrefix } from '../approval/record.ts';
import { approvalsById } from '../approval/store.ts';
import { encodeId } from '../base/id.ts';
import { isDay } from '../base/time.ts';
import { problem } from '../rating/errors.ts';
import { type Activation, scheduleOf } from '../rating/life/schedule.ts';
import { cancelActivation } from '../rating/release/cancel.ts';
import type { Outcome } from '../rating/release/outcome.ts';
import { stopRuleset } from '../rating/release/stop.ts';
import { takeUp } from '../rating/release/take.ts';
import { type Subject, subjects } from '../rating/subject.ts';
import { activationsOf, scheduleName } from '../rating/version/store.ts';
import { today } from '../server/clock.ts';
import { actingOn } from './acting.ts';
import { isNameAlone, named, settled } from './named.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  comment: string;
  by?: string;
  json?: boolean;
}

interface Activating extends Partial<Options> {
  on?: string;
}

interface Place extends Options {
  subject: Subject;
}

/** What is active from when. */
export function register(ruleset: Command): void {
  const step = (name: string, description: string): Command =>
    ruleset
      .command(name)
      .description(description)
      .option('--by <name>', 'who acts (default: the user of this machine)')
      .option('--json', 'print one line of JSON');
  const comment = ['--comment <text>', 'why; it goes on record'] as const;
  const subject = new Option('--subject <what>', 'whom the ruleset rates').choices(subjects).default('customer');
  step(
    'activate <file-or-name>',
    'rate a dimension by an approved version from a day on; the very first of a dimension needs no approval, which goes on record',
  )
    .option('--on <day>', 'from midnight of this day, YYYY-MM-DD (default: now)')
    .option(...comment)
    .action(run((given: string, options: Activating) => withAssay((assay) => activate(assay, given, options))));
  step('cancel <dimension>', 'take back an activation that has not begun')
    .requiredOption('--on <day>', 'the day it names, YYYY-MM-DD')
    .requiredOption(...comment)
    .addOption(subject)
    .action(run((dimension: string, options: Place & { on: string }) => withAssay((assay) => cancel(assay, dimension, options))));
  step('stop <dimension>', 'emergency: at once back to the version that was active before; a second person is asked to confirm')
    .requiredOption(...comment)
    .option('--digest <digest>', 'the version that is meant (default: whichever is active, unless a stop made it so)')
    .addOption(subject)
    .action(run((dimension: string, options: Place & { digest?: string }) => withAssay((assay) => stop(assay, dimension, options))));
}

async function activate(assay: Assay, given: string, { on, comment = '', by, json }: Activating): Promise<void> {
  if (on !== undefined && !isDay(on)) throw problem('RATING_DAY', { given: on }, { path: '--on' });
  const version = await named(assay.sql, given);
  const acting = actingOn(assay, by);
  const { digest, document } = version;
  const taking = { digest, document, on, comment, given: isNameAlone(version) ? digest : given };
  const activated = (await assay.sql.begin((tx) => takeUp(tx, taking, acting))) as Outcome;
  const warnings = settled(version, activated);
  const { isChanged, name } = activated;
  const { dimension, subject, beginsOn, activatedAt, kind } = activated.activation as Activation;
  const isLater = beginsOn !== null && beginsOn > acting.today;
  const is = `${isChanged ? (isLater ? 'is' : 'is now') : 'was already'}${isLater ? `, from ${beginsOn} on,` : ''}`;
  answer(
    json,
    { isChanged, kind, digest, name, dimension, subject, activatedAt, beginsOn, warnings },
    `${name} ${is} the active ruleset of dimension ${dimension} for ${subject}s (${digest})`,
  );
}

async function cancel(assay: Assay, dimension: string, { on, comment, by, json, subject }: Place & { on: string }): Promise<void> {
  if (!isDay(on)) throw problem('RATING_DAY', { given: on }, { path: '--on' });
  const { activation, digest } = (await assay.sql.begin((tx) => cancelActivation(tx, { dimension, subject, on, comment }, actingOn(assay, by)))) as Outcome;
  answer(json, activation, `${digest} does not become the active ruleset of dimension ${dimension} for ${subject}s on ${on}`);
}

async function stop(assay: Assay, dimension: string, { digest: meant, comment, by, json, subject }: Place & { digest?: string }): Promise<void> {
  const halted = (await assay.sql.begin((tx) => stopRuleset(tx, { dimension, subject, digest: meant, comment }, actingOn(assay, by)))) as Outcome;
  const [approvalId, activation] = [halted.approvalId as string, halted.activation as Activation];
  const [approval, digest] = [encodeId(approvalPrefix, approvalId), (await approvalsById(assay.sql, [approvalId])).get(approvalId)?.digest];
  const place = scheduleName({ dimension, subject });
  const { coming } = scheduleOf((await activationsOf(assay.sql, [place])).get(place) ?? [], today(assay.timeZone));
  const again = coming.flatMap(({ digest: of, beginsOn }) => (of === halted.digest ? [beginsOn] : []));
  answer(json, { stopped: halted.digest, resumed: activation.digest, activatedAt: activation.activatedAt, approval, again }, [
    `${halted.digest} is stopped; ${activation.digest} is again the active ruleset of dimension ${dimension} for ${subject}s`,
    'another person confirms it, or refuses and makes the stopped version active again:',
    `  assay approve ${approval} --digest ${digest} --by NAME --comment WHY`,
    ...again.flatMap((day) => [
      `the stopped version is to become active again on ${day}, unless that is taken back:`,
      `  assay ruleset cancel ${dimension} --subject ${subject} --on ${day} --by NAME --comment WHY`,
    ]),
  ]);
}
