// The console as a process of its own; docs/how-to/run-distributed.md
import { runConsole } from '@mailhaul/host/console';

await runConsole();
