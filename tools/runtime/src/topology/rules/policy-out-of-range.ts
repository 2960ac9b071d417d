import { isScalar } from 'yaml';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { policyOutOfRange } from '../errors/carv-219-policy-out-of-range.ts';
import { POLICIES, SETTINGS, timeOf } from '../resilience.ts';
import type { Setting } from '../resilience.ts';
import type { Entry } from '../draft.ts';
import type { Rule } from './rule.ts';

export const checkPolicyRanges: Rule = ({ source, resilience }) => {
  const check = (setting: Setting | undefined, { key, value }: Entry, of: string): CarveoutError[] => {
    if (setting === undefined || setting.kind === 'switch') return [];
    const said = isScalar(value) ? value.value : undefined;
    const number = setting.kind === 'time' ? timeOf(said) : said;
    // Anything else than a number is reported as a wrong type.
    if (typeof number !== 'number') return [];
    const { least, most } = setting;
    if (Number.isInteger(number) && number >= least && number <= most) return [];
    const wanted =
      setting.kind === 'time' ? `a time from ${least}ms to ${most}ms` : `a whole number from ${least} to ${most}`;
    const message = `${source.place(value)}: '${key.text}' of ${of} cannot be ${String(said)}. Use ${wanted}.`;
    return [new CarveoutError(policyOutOfRange, message)];
  };
  return resilience.flatMap(({ key, policies }) =>
    policies.flatMap((policy) => [
      ...check(SETTINGS[policy.key.text], policy, `'${key.text}'`),
      ...policy.values.flatMap((value) =>
        check(POLICIES[policy.key.text]?.[value.key.text], value, `'${policy.key.text}' of '${key.text}'`),
      ),
    ]),
  );
};
