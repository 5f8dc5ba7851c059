import type { Settings } from '../environment';
import { ACCOUNT_FORM, NAME_FORM, REGION_FORM } from './environment-rules';
import type { Finding } from './finding';

type SettingsRule = (settings: Settings) => Iterable<Finding>;

const fits = (form: RegExp, value: unknown): boolean => typeof value === 'string' && form.test(value);
const shown = (value: unknown): string => `is ${JSON.stringify(value) ?? 'missing'}`;

/** The rules for the settings that all environments share, by name. Each has a fixture that breaks it in its test. */
export const projectRules: Readonly<Record<string, SettingsRule>> = {
  *project({ project }) {
    if (!fits(NAME_FORM, project))
      yield ['project', shown(project), 'use lowercase letters, digits and single hyphens'];
  },
  *runbook({ runbookUrl }) {
    // It is part of alarm descriptions, which both Terraform and people read.
    if (!fits(/^[\x21-\x7e]+$/, runbookUrl) || /["\\]|[$%]\{/.test(runbookUrl))
      yield ['runbookUrl', shown(runbookUrl), 'use a URL, or a path in the repository'];
    else if (runbookUrl.length > 300)
      yield ['runbookUrl', `has ${runbookUrl.length} characters`, 'use at most 300'];
  },
  *bucket({ remoteState }) {
    const { bucket, region, accountId } = remoteState ?? {};
    if (!fits(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, bucket))
      yield ['remoteState.bucket', shown(bucket), 'use 3 to 63 lowercase letters, digits, dots and hyphens'];
    if (!fits(REGION_FORM, region))
      yield ['remoteState.region', shown(region), 'use a region code, such as eu-central-1'];
    if (accountId !== undefined && !fits(ACCOUNT_FORM, accountId))
      yield ['remoteState.accountId', shown(accountId), 'use the 12-digit account id'];
  },
};
