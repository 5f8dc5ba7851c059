import { describeLongRunOf } from '../long-run';
import { postgresSource } from '../postgres';
import { partialResets } from '../schedule';

describeLongRunOf('neon', postgresSource, partialResets);
