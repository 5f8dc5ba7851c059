import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from '../handlers/bundle/archive';
import { bundle } from '../handlers/bundle/bundle';
import type { Environment } from '../model/environment';
import type { Project } from '../model/project';
import { UsageError } from '../model/usage-error';
import { paint, wantsColour, widthOf } from '../preview/view/lines';
import { diagnose, exitCodeFor } from '../reports/doctor/diagnose';
import { type Code, expectedOf } from '../reports/doctor/expected';
import { doctorJson, valuesOf } from '../reports/doctor/json';
import { openClients } from './doctor/clients';
import { asked, LookError } from './doctor/failure';
import { look } from './doctor/look';
import { help, type Options, parseOptions } from './doctor/options';
import { reportLines, valueLines } from './doctor/report';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

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
async function signIn({ name, region, accountId }: Environment, credentials: Credentials): Promise<void> {
  const { accountId: actual } = await asked({ action: 'Signing in', region }, credentials);
  if (accountId !== undefined && actual !== undefined && actual !== accountId)
    throw new LookError(
      `The AWS credentials are for account ${actual}, but environments.ts sets ${accountId} for ${name}: use credentials of that account (AWS_PROFILE).`,
    );
}

async function doctor(
  { json, rows, color }: Options,
  environment: Environment,
  project: Project,
): Promise<void> {
  const { stdout, stderr, env } = process;
  const { name, region } = environment;
  stderr.write(`Looking at ${name} in ${region} …\n`);
  const clients = openClients(environment);
  try {
    await signIn(environment, () => clients.ssm.config.credentials());
    const expected = expectedOf(environment, project.environments, codeOfCheckout());
    const facts = await look(clients, expected, new Date());
    const said = diagnose(expected, facts);
    process.exitCode = exitCodeFor(said);
    if (json) return void stdout.write(doctorJson(expected, facts, said));
    const lines = [
      ...reportLines(`${name} in ${region}`, said, widthOf(stdout, env)),
      ...(rows ? [[], ...valueLines(valuesOf(expected, facts))] : []),
    ];
    const painted = color && wantsColour(stdout, env);
    stdout.write(`${lines.map((line) => paint(line, painted)).join('\n')}\n`);
  } finally {
    clients.close();
  }
}

/** `npm run doctor -- <environment>`: whether what is deployed of it is alive. */
async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args);
    if (!options) return void process.stdout.write(`${help}\n`);
    const project = currentProject();
    const [environment] = chosen([options.environment], project.environments);
    if (environment) await doctor(options, environment, project);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof LookError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Nothing was looked at.
    process.exitCode = 2;
  }
}

if (require.main === module) program(main);
