import { UsageError } from '../../model/usage-error';
import { chosen } from '../shared/choose-environment';
import { currentProject } from '../shared/current-project';
import { program } from '../shared/program';
import { examine } from './examine';
import { LookError } from './failure';
import { help, parseOptions } from './options';

/** `npm run doctor -- <environment>`: whether what is deployed of it is alive. */
async function main(args: readonly string[]): Promise<void> {
  const { stdout, stderr, env } = process;
  try {
    const options = parseOptions(args);
    if (!options) return void stdout.write(`${help}\n`);
    const { environments } = currentProject();
    const [environment] = chosen([options.environment], environments);
    if (!environment) return;
    stderr.write(`Looking at ${environment.name} in ${environment.region} …\n`);
    process.exitCode = await examine(options, environment, environments, stdout, env);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof LookError)) throw error;
    stderr.write(`${error.message}\n`);
    // Nothing was looked at.
    process.exitCode = 2;
  }
}

if (require.main === module) program(main);
