import { describeLongRunOf } from '../long-run';
import { redisSource } from '../redis';

describeLongRunOf('upstash', redisSource, ['members take turns']);
