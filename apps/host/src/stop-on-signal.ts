/** After the first signal: how long an orderly stop may take. */
const stopMsMax = 28_000;

/** Ctrl-C and SIGTERM stop in order; a second one, or a stop that takes too long, ends the process as a kill would. */
export function stopOnSignal(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    console.error(
      'Stopping: what is under way is finished where it can be ... (again to stop at once)',
    );
    setTimeout(() => process.exit(1), stopMsMax).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
