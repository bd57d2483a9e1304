import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { ewsSettingsSchema } from './ews-settings.ts';
import { EwsLine } from './http/ews-line.ts';
import { EwsCaller } from './soap/ews-caller.ts';
import { context, startStage } from './spec-support/ews-stage.ts';
import { startFront } from './spec-support/front.ts';

const longFolder =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>' +
  `<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>${' '.repeat(70_000)}`;
const refusal =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n' +
  'Connection: close\r\n\r\nBad Request\r\n';

/** What becomes of the line on which a request was long, when something follows. */
const endings: readonly (readonly [string, (line: Socket) => void])[] = [
  ['says that it is no request', (line) => line.end(refusal)],
  ['ends the line', (line) => line.destroy()],
  ['resets the line', (line) => line.resetAndDestroy()],
];

it.for(endings)(
  'a server that takes the rest of a long request for the next one, and %s: nothing is lost, nothing in doubt',
  async ([, end]) => {
    let endedCount = 0;
    const lost = new WeakSet<Socket>();
    const stage = await startStage();
    const { port, requests } = await startFront(stage, async (request, line, ask) => {
      if (lost.has(line)) {
        endedCount += 1;
        end(line);
        return;
      }
      if (request.body.length > 64 * 1024) lost.add(line);
      const { status, body } = await ask();
      line.write(`HTTP/1.1 ${status} Words\r\nContent-Type: text/xml\r\n`);
      line.write(`Content-Length: ${body.length}\r\n\r\n`);
      line.write(body);
    });
    const line = new EwsLine(
      ewsSettingsSchema.parse({ ...stage.settings, port, auth: 'basic' }),
      context,
    );
    const caller = new EwsCaller(line, context.clock, {
      answerMsMax: 10_000,
      impersonated: undefined,
    });
    for (let n = 0; n < 3; n += 1) {
      const pieces = (async function* () {
        yield await Promise.resolve(longFolder);
      })();
      const operation = { length: longFolder.length, pieces };
      expect(await caller.stream(operation, { action: 'write' })).toHaveLength(1);
    }
    const soundings = requests.filter(({ body }) => body.length < 64 * 1024);
    expect(endedCount).toBe(1);
    expect(requests.length - soundings.length).toBe(3);
    line.cut();
  },
);
