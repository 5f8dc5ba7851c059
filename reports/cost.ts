import { environments } from '../environments';
import { costDocument } from './cost/document';
import { chosen } from './environment';
import { program } from './program';

/** `npm run cost [-- <environment>…]`: the estimate for all environments, or for these. */
program((names) => {
  process.stdout.write(costDocument(names.length > 0 ? chosen(names, environments) : environments));
});
