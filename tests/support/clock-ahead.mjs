import { readFileSync } from 'node:fs';

// Loaded before a process of a spec: its wall clock, in every thread, is ahead by what stands in a file, in milliseconds.
const file = process.env['SPEC_CLOCK_FILE'];
const lookEveryMs = 100;
const wallMs = Date.now.bind(Date);
let aheadMs = 0;
let lookAtMs = 0;

Date.now = () => {
  const nowMs = performance.now();
  if (nowMs >= lookAtMs) {
    aheadMs = Number(readFileSync(file, 'utf8'));
    lookAtMs = nowMs + lookEveryMs;
  }
  return wallMs() + aheadMs;
};
