import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { openApiDocument } from '@mailhaul/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailhaul API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="/api/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/init.js"></script>
</body>
</html>
`;
const init = `window.ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
});
`;
/** No script but ours; the page styles its elements itself. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type File = 'swagger-ui.css' | 'swagger-ui-bundle.js' | 'favicon-32x32.png';
const types: Readonly<Record<File, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The API's own documentation, from the same table that serves it. */
@Controller('api')
export class DocsController {
  readonly #document: Record<string, unknown>;
  readonly #folder = dirname(
    createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
  );

  constructor(@Inject(GatewayParts) { options }: GatewayParts) {
    this.#document = openApiDocument(options.version);
  }

  @Get('openapi.json')
  document(): Record<string, unknown> {
    return this.#document;
  }

  @Get('docs')
  page(@Res() response: ServerResponse): void {
    send(response, 'text/html; charset=utf-8', page);
  }

  @Get('docs/init.js')
  init(@Res() response: ServerResponse): void {
    send(response, 'text/javascript; charset=utf-8', init);
  }

  @Get('docs/swagger-ui.css')
  style(@Res() response: ServerResponse): Promise<void> {
    return this.#file(response, 'swagger-ui.css');
  }

  @Get('docs/swagger-ui-bundle.js')
  bundle(@Res() response: ServerResponse): Promise<void> {
    return this.#file(response, 'swagger-ui-bundle.js');
  }

  @Get('docs/favicon-32x32.png')
  icon(@Res() response: ServerResponse): Promise<void> {
    return this.#file(response, 'favicon-32x32.png');
  }

  async #file(response: ServerResponse, name: File): Promise<void> {
    send(response, types[name], await readFile(join(this.#folder, name)));
  }
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Security-Policy', policy);
  response.end(body);
}
