import { runService } from '@mailhaul/host';

await runService('reporting');
