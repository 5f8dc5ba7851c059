import { paths } from '../web/protocol';

new EventSource(paths.events);
