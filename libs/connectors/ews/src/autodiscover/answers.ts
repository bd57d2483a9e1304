import * as z from 'zod';
import { escapeXml } from '../soap/xml-text.ts';
import { type SmallElement, named, parseSmallXml, textOf } from './small-xml.ts';

/** What an Autodiscover service says of a mailbox. */
export type Discovery =
  | { readonly kind: 'found'; readonly url: string }
  /** Ask there for the same address, or here and there for another. */
  | { readonly kind: 'redirect-url'; readonly url: string }
  | { readonly kind: 'redirect-address'; readonly address: string }
  | { readonly kind: 'nothing'; readonly words: string };

/** One of the services that answer the question; they differ in form alone. */
export interface Service {
  readonly path: string;
  question(address: string, url: string): string;
  /** @throws ConnectorError where it is none */
  answer(text: string): Discovery;
}

const soapNamespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';

/** SOAP: operation GetUserSettings (MS-OXWSADISC §3.1.4.1), Exchange 2010 and later. */
export const soapService: Service = {
  path: '/autodiscover/autodiscover.svc',
  question: (address, url) =>
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="${soapNamespace}" xmlns:wsa="http://www.w3.org/2005/08/addressing">` +
    '<soap:Header><a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>' +
    `<wsa:Action>${soapNamespace}/Autodiscover/GetUserSettings</wsa:Action><wsa:To>${escapeXml(url)}</wsa:To></soap:Header>` +
    '<soap:Body><a:GetUserSettingsRequestMessage><a:Request>' +
    `<a:Users><a:User><a:Mailbox>${escapeXml(address)}</a:Mailbox></a:User></a:Users>` +
    '<a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>InternalEwsUrl</a:Setting></a:RequestedSettings>' +
    '</a:Request></a:GetUserSettingsRequestMessage></soap:Body></soap:Envelope>',
  answer: (text) => {
    const [user] = named(parseSmallXml(text), 'UserResponse');
    if (user === undefined) return { kind: 'nothing', words: 'no user in the answer' };
    const code = user.children.find(({ name }) => name === 'ErrorCode')?.text.trim() ?? '';
    const target = textOf(user, 'RedirectTarget');
    if (code === 'RedirectUrl') return { kind: 'redirect-url', url: target };
    if (code === 'RedirectAddress') return { kind: 'redirect-address', address: target };
    const values = new Map<string, string>();
    for (const one of named(user, 'UserSetting'))
      values.set(textOf(one, 'Name'), textOf(one, 'Value'));
    const url = values.get('ExternalEwsUrl') ?? values.get('InternalEwsUrl') ?? '';
    if (url !== '') return { kind: 'found', url };
    return { kind: 'nothing', words: `${code} ${textOf(user, 'ErrorMessage')}`.trim() };
  },
};

/** Plain XML (MS-OXDSCLI §2.2), all versions. */
export const plainService: Service = {
  path: '/autodiscover/autodiscover.xml',
  question: (address) =>
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">' +
    `<Request><EMailAddress>${escapeXml(address)}</EMailAddress>` +
    '<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>' +
    '</Request></Autodiscover>',
  answer: (text) => {
    const root = parseSmallXml(text);
    const [account] = named(root, 'Account');
    const action = textOf(account, 'Action').toLowerCase();
    if (action === 'redirecturl')
      return { kind: 'redirect-url', url: textOf(account, 'RedirectUrl') };
    if (action === 'redirectaddr') {
      return { kind: 'redirect-address', address: textOf(account, 'RedirectAddr') };
    }
    const url = account === undefined ? '' : ewsUrlIn(account);
    if (url !== '') return { kind: 'found', url };
    return { kind: 'nothing', words: textOf(root, 'Message') };
  },
};

/** Of the protocols from outside (EXPR) before those from inside (EXCH), since we come from outside. */
function ewsUrlIn(account: SmallElement): string {
  const protocols = [...named(account, 'Protocol')].filter(
    (one) => textOf(one, 'EwsUrl') !== '' && one.children.some(({ name }) => name === 'Type'),
  );
  const external = protocols.find((one) => textOf(one, 'Type') === 'EXPR');
  return textOf(external ?? protocols[0], 'EwsUrl');
}

const jsonSchema = z.object({
  Url: z.string().max(1000).optional(),
  ErrorMessage: z.string().max(1000).optional(),
});

/** Version 2, Exchange 2016 and later: asked without signing in. */
export const jsonService = {
  path: (address: string) =>
    `/autodiscover/autodiscover.json/v1.0/${encodeURIComponent(address)}?Protocol=EWS`,
  answer: (text: string): Discovery => {
    const read = jsonSchema.safeParse(parsedJson(text));
    const { Url: url, ErrorMessage: words = '' } = read.data ?? {};
    return url === undefined || url === '' ? { kind: 'nothing', words } : { kind: 'found', url };
  },
};

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
