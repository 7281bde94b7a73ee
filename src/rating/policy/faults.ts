import { type PolicyRules, policyRules } from '../../base/profile.ts';
import { conditionFaults } from '../check/cells.ts';
import { error, type Fault, warning } from '../check/fault.ts';
import { type Yield, yieldOf } from '../check/yield.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Attributes } from '../vocabulary.ts';
import { isStanding, type Multiple, multiplesOf, type Output, outputs, type Policy, type PolicyCondition, type ReminderStep, type Row } from './policy.ts';
import { readByPolicy, tableFaults } from './table.ts';

/** What is wrong with a ruleset's policy. Where its form had to be repaired, what its rows leave open is not told. */
export function policyFaults(ruleset: Ruleset, attributes: Attributes, isRepaired: boolean, rules: PolicyRules = policyRules.general): Fault[] {
  const { policy, subject } = ruleset;
  if (policy === undefined) return [];
  const found = [
    ...(subject === 'customer' ? [] : [error('RATING_POLICY_SUBJECT', 'policy', { subject })]),
    ...policy.outputs.flatMap((output, at) => outputFaults(output, rules, `policy.outputs[${at}]`)),
    ...policy.rows.flatMap((row, at) => rowFaults(ruleset, policy, row, attributes, at)),
    ...Object.entries(policy.schedules).flatMap(([name, steps]) => scheduleFaults(policy, name, steps, rules)),
  ];
  if (isRepaired || found.some(({ severity }) => severity === 'error')) return found;
  const yields = new Map<string, Yield>();
  for (const name of readByPolicy(policy)) {
    const yielded = yieldOf(ruleset, name, attributes);
    // What is wrong with the indicator is told where it stands.
    if (yielded === undefined) return found;
    yields.set(name, yielded);
  }
  const grades = ruleset.grades.map(({ grade }) => grade);
  return [...found, ...tableFaults(policy, grades, yields)];
}

const outputFaults = (output: Output, rules: PolicyRules, path: string): Fault[] =>
  rules.outputs.includes(output) ? [] : [error('RATING_POLICY_OUTPUT_REFUSED', path, { output, profile: rules.profile, allowed: rules.outputs.join(', ') })];

function rowFaults(ruleset: Ruleset, policy: Policy, row: Row, attributes: Attributes, at: number): Fault[] {
  const path = `policy.rows[${at}]`;
  const isTwice = policy.rows.findIndex(({ name }) => name === row.name) < at;
  return [
    ...(isTwice ? [error('RATING_POLICY_ROW_TWICE', `${path}.name`, { row: row.name })] : []),
    ...row.when.flatMap((condition, nth) => askedFaults(ruleset, condition, attributes, `${path}.when[${nth}]`)),
    ...saidFaults(policy, row, `${path}.then`),
    ...multiplesOf(row).flatMap(([output, amount]) => multipleFaults(ruleset, amount, attributes, `${path}.then.${output}`)),
  ];
}

function askedFaults(ruleset: Ruleset, condition: PolicyCondition, attributes: Attributes, path: string): Fault[] {
  if (isStanding(condition)) {
    const known = ruleset.grades.map(({ grade }) => grade);
    const named = 'grade' in condition ? condition.grade : [];
    return named.flatMap((grade, nth) =>
      known.includes(grade) ? [] : [error('RATING_GRADE_UNKNOWN', `${path}.grade[${nth}]`, { grade, known: known.join(', ') })],
    );
  }
  if (!Object.hasOwn(ruleset.indicators, condition.indicator)) return [unknown(ruleset, condition.indicator, `${path}.indicator`)];
  const yields = yieldOf(ruleset, condition.indicator, attributes);
  return yields ? conditionFaults(condition, yields, path) : [];
}

const unknown = (ruleset: Ruleset, indicator: string, path: string): Fault =>
  error('RATING_INDICATOR_UNKNOWN', path, { indicator, known: Object.keys(ruleset.indicators).join(', ') });

/** Every row says what the policy decides, and nothing else. */
function saidFaults({ outputs: decided, schedules }: Policy, { name: row, then }: Row, path: string): Fault[] {
  const { paymentMode, deposit, reminderSchedule } = then;
  const isByMode = decided.includes('paymentMode');
  const faults = outputs.flatMap((output) => {
    const isSaid = then[output] !== undefined;
    if (isSaid && !decided.includes(output)) return [error('RATING_POLICY_OUTPUT_UNDECLARED', `${path}.${output}`, { row, output })];
    const isDue = decided.includes(output) && (output !== 'deposit' || !isByMode);
    return isDue && !isSaid ? [error('RATING_POLICY_OUTPUT_ABSENT', path, { row, output })] : [];
  });
  if (paymentMode === 'deposit' && deposit === undefined) faults.push(error('RATING_POLICY_DEPOSIT_ABSENT', path, { row }));
  if (paymentMode !== undefined && paymentMode !== 'deposit' && deposit !== undefined)
    faults.push(error('RATING_POLICY_DEPOSIT_IDLE', `${path}.deposit`, { row, mode: paymentMode }));
  if (reminderSchedule !== undefined && !Object.hasOwn(schedules, reminderSchedule)) {
    const known = Object.keys(schedules).join(', ');
    faults.push(error('RATING_POLICY_SCHEDULE_UNKNOWN', `${path}.reminderSchedule`, { schedule: reminderSchedule, known }));
  }
  return faults;
}

function multipleFaults(ruleset: Ruleset, { of, least, most }: Multiple, attributes: Attributes, path: string): Fault[] {
  const isEmpty = least !== undefined && most !== undefined && least > most;
  const bounds = isEmpty ? [error('RATING_POLICY_AMOUNT_BOUNDS', `${path}.least`, { least, most })] : [];
  const indicator = Object.hasOwn(ruleset.indicators, of) ? ruleset.indicators[of] : undefined;
  if (indicator === undefined) return [...bounds, unknown(ruleset, of, `${path}.of`)];
  const isMoney = indicator.unit === 'minor' && yieldOf(ruleset, of, attributes)?.kind !== 'word';
  return isMoney ? bounds : [...bounds, error('RATING_POLICY_AMOUNT_UNIT', `${path}.of`, { indicator: of, unit: indicator.unit })];
}

/** Steps that a customer feels, and that must have been announced. */
const consequences: readonly string[] = ['cut_off', 'end_contract'];
/** Steps that tell the customer of the bill. */
const reminders: readonly string[] = ['reminder', 'call', 'visit', 'cutoff_warning'];

function scheduleFaults({ rows }: Policy, schedule: string, steps: readonly ReminderStep[], { profile: by, cutOffAfterDays: after }: PolicyRules): Fault[] {
  const path = `policy.schedules.${schedule}`;
  const isUsed = rows.some(({ then }) => then.reminderSchedule === schedule);
  const faults = isUsed ? [] : [warning('RATING_POLICY_SCHEDULE_UNUSED', path, { schedule })];
  steps.forEach(({ day, action }, at) => {
    const before = steps[at - 1]?.day;
    if (before !== undefined && day < before) faults.push(error('RATING_POLICY_STEP_ORDER', `${path}[${at}].day`, { day, before }));
    if (after === null || !consequences.includes(action)) return;
    const isReminded = steps.slice(0, at).some((step) => reminders.includes(step.action));
    if (day <= after || !isReminded) faults.push(error('RATING_POLICY_CUT_OFF', `${path}[${at}]`, { action, day, after, profile: by }));
  });
  return faults;
}
