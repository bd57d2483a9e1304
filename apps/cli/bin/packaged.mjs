#!/usr/bin/env node
// The command `mailhaul` of the package that `npm run package` makes: everything it needs lies beside it.
import { isNodeNewEnough, nodeMinText, startProgram, wipeArguments } from './start-program.mjs';

wipeArguments();
if (isNodeNewEnough()) {
  await startProgram({
    program: new URL('./program.cjs', import.meta.url),
    manifest: new URL('./package.json', import.meta.url),
    compileCache: new URL('./.compile-cache', import.meta.url),
  });
} else {
  console.error(`mailhaul needs Node ${nodeMinText} or newer; this is ${process.version}.`);
  process.exit(2);
}
