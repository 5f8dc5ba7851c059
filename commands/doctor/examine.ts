import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from '../../handlers/bundle/archive';
import { bundle } from '../../handlers/bundle/bundle';
import type { Environment } from '../../model/environment';
import { UPTIME_REGION } from '../../model/uptime/check';
import type { Env } from '../../model/variables';
import { type Output, paint, wantsColour, widthOf } from '../../preview/view/lines';
import { diagnose, exitCodeFor } from '../../reports/doctor/diagnose';
import { type Code, expectedOf } from '../../reports/doctor/expected';
import { doctorJson, valuesOf } from '../../reports/doctor/json';
import { openClients } from './clients';
import { asked, LookError } from './failure';
import { look } from './look';
import type { Options } from './options';
import { reportLines, valueLines } from './report';

/** The code of this checkout, packed as a deployment packs it. */
export function codeOfCheckout(): Code {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  try {
    return packAll(bundle(join(folder, 'bundles')), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Credentials = () => Promise<{ readonly accountId?: string }>;

/** @throws {LookError} if there are no credentials, or they are known to be of another account than the environment's */
export async function signIn(
  { name, region, accountId }: Pick<Environment, 'name' | 'region' | 'accountId'>,
  credentials: Credentials,
): Promise<void> {
  const { accountId: actual } = await asked({ action: 'Signing in', region }, credentials);
  if (accountId !== undefined && actual !== undefined && actual !== accountId)
    throw new LookError(
      `The AWS credentials are for account ${actual}, but environments.ts sets ${accountId} for ${name}: use credentials of that account (AWS_PROFILE).`,
    );
}

/**
 * Looks at an environment as it is deployed, and writes what it finds.
 * @param environments all of the project
 * @returns the exit code
 * @throws {LookError} if there are no credentials for it
 */
export async function examine(
  { json, rows, color }: Omit<Options, 'environment'>,
  environment: Environment,
  environments: readonly Environment[],
  output: Output,
  env: Env,
): Promise<0 | 1 | 2> {
  const { name, region } = environment;
  const clients = openClients(environment);
  const us = openClients({ ...environment, region: UPTIME_REGION });
  try {
    await signIn(environment, () => clients.ssm.config.credentials());
    const expected = expectedOf(environment, environments, codeOfCheckout());
    const facts = await look(clients, expected, new Date(), us);
    const said = diagnose(expected, facts);
    const lines = [
      ...reportLines(`${name} in ${region}`, said, widthOf(output, env)),
      ...(rows ? [[], ...valueLines(valuesOf(expected, facts))] : []),
    ];
    const painted = color && wantsColour(output, env);
    output.write(
      json ? doctorJson(expected, facts, said) : `${lines.map((line) => paint(line, painted)).join('\n')}\n`,
    );
    return exitCodeFor(said);
  } finally {
    clients.close();
    us.close();
  }
}
