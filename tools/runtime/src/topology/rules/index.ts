import { checkDuplicateKeys } from './duplicate-key.ts';
import { checkUnknownKeys } from './unknown-key.ts';
import { checkDeployablesPresent } from './no-deployables.ts';
import { checkTypes } from './wrong-type.ts';
import { checkNames } from './bad-name.ts';
import { checkModulesExist } from './unknown-module.ts';
import { checkHostedOnce } from './module-hosted-twice.ts';
import { checkHostedSomewhere } from './module-hosted-nowhere.ts';
import { checkNoneEmpty } from './empty-deployable.ts';
import { checkKnownValues } from './unknown-value.ts';
import { checkLinksPresent } from './link-missing.ts';
import { checkReplicas } from './replicas-out-of-range.ts';
import { checkSettings } from './setting-without-module.ts';
import { checkOneRest } from './several-rests.ts';
import { checkPolicyRanges } from './policy-out-of-range.ts';
import { checkGateway } from './gateway-invalid.ts';
import type { Rule } from './rule.ts';

/** Every rule but the syntax, in the order of their codes. */
export const rules: readonly Rule[] = [
  checkDuplicateKeys,
  checkUnknownKeys,
  checkDeployablesPresent,
  checkTypes,
  checkNames,
  checkModulesExist,
  checkHostedOnce,
  checkHostedSomewhere,
  checkNoneEmpty,
  checkKnownValues,
  checkLinksPresent,
  checkReplicas,
  checkSettings,
  checkOneRest,
  checkPolicyRanges,
  checkGateway,
];
