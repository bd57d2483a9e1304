export { consoleMiddleware } from './console-middleware.ts';
export { openConsole } from './open-console.ts';
export { runConsole } from './run-console.ts';
