import { Worker } from 'node:worker_threads';

/** Starts the thread that will own a file; it waits to be told which. The command line's start script does the same by itself. */
export function startStoreThread(workerUrl: URL): Worker {
  return new Worker(workerUrl, {
    name: 'mailhaul-event-store',
    // It needs none of this process's flags, and some (`--input-type`) would stop it. Before Node 25 node:sqlite is
    // called experimental there, on the operator's screen.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
}
