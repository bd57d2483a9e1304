import { escapeXml } from '../wire/xml-element.ts';
import type {
  AutodiscoverDeed,
  AutodiscoverService,
  EwsAutodiscoverOptions,
} from './autodiscover-options.ts';

const places: readonly (readonly [AutodiscoverService, RegExp])[] = [
  ['json', /^\/autodiscover\/autodiscover\.json\/v1\.0\/([^/?]+)\?Protocol=EWS$/i],
  ['soap', /^\/autodiscover\/autodiscover\.svc$/i],
  ['plain', /^\/autodiscover\/autodiscover\.xml$/i],
];

export interface AskedService {
  readonly service: AutodiscoverService;
  /** JSON's, which stands in the path. */
  readonly address: string;
}

export function serviceAt(url: string): AskedService | undefined {
  for (const [service, pattern] of places) {
    const found = pattern.exec(url);
    if (found !== null) return { service, address: decodeURIComponent(found[1] ?? '') };
  }
  return undefined;
}

export interface AutodiscoverAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const requestSchema =
  'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006';
const responseSchema =
  'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';
const soapSchema = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';

/** The address that a question is about; undefined where it is not in the service's schema. */
export function addressIn(service: AutodiscoverService, text: string): string | undefined {
  const needed =
    service === 'soap'
      ? [soapSchema, `<wsa:Action>${soapSchema}/Autodiscover/GetUserSettings</wsa:Action>`]
      : [requestSchema, `<AcceptableResponseSchema>${responseSchema}</AcceptableResponseSchema>`];
  if (!needed.every((one) => text.includes(one)) || text.includes('<!DOCTYPE')) return undefined;
  const element = service === 'soap' ? 'a:Mailbox' : 'EMailAddress';
  return new RegExp(`<${element}>([^<]+)</${element}>`).exec(text)?.[1];
}

/** MS-OXWSADISC, MS-OXDSCLI, and the JSON of version 2. */
export function answerAutodiscover(
  service: AutodiscoverService,
  options: EwsAutodiscoverOptions,
  deed: AutodiscoverDeed | undefined,
): AutodiscoverAnswer {
  if (deed?.kind === 'answer') return { headers: {}, body: '', ...deed };
  if (service === 'json') {
    const url = deed?.kind === 'url' ? deed.url : options.ewsUrl;
    const body = JSON.stringify({ Protocol: 'EWS', Url: url });
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
  }
  const body = service === 'soap' ? soapBody(options, deed) : plainBody(options, deed);
  return { status: 200, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body };
}

type Told = Exclude<AutodiscoverDeed, { kind: 'answer' }> | undefined;

function soapBody({ ewsUrl }: EwsAutodiscoverOptions, deed: Told): string {
  const codes = { url: 'RedirectUrl', address: 'RedirectAddress' } as const;
  const target = deed === undefined ? '' : deed.kind === 'url' ? deed.url : deed.address;
  const setting = `<UserSetting xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="StringSetting"><Name>ExternalEwsUrl</Name><Value>${escapeXml(ewsUrl)}</Value></UserSetting>`;
  return (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
    `<GetUserSettingsResponseMessage xmlns="${soapSchema}"><Response><ErrorCode>NoError</ErrorCode><ErrorMessage/>` +
    `<UserResponses><UserResponse><ErrorCode>${deed === undefined ? 'NoError' : codes[deed.kind]}</ErrorCode><ErrorMessage>No error.</ErrorMessage>` +
    `<RedirectTarget>${escapeXml(target)}</RedirectTarget><UserSettingErrors/>` +
    `<UserSettings>${deed === undefined ? setting : ''}</UserSettings></UserResponse></UserResponses>` +
    '</Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>'
  );
}

function plainBody({ ewsUrl }: EwsAutodiscoverOptions, deed: Told): string {
  const protocol = (type: string, url: string) =>
    `<Protocol><Type>${type}</Type><EwsUrl>${escapeXml(url)}</EwsUrl></Protocol>`;
  const account =
    deed === undefined
      ? `<Action>settings</Action>${protocol('EXCH', 'https://inside.invalid/EWS/Exchange.asmx')}${protocol('EXPR', ewsUrl)}`
      : deed.kind === 'url'
        ? `<Action>redirectUrl</Action><RedirectUrl>${escapeXml(deed.url)}</RedirectUrl>`
        : `<Action>redirectAddr</Action><RedirectAddr>${escapeXml(deed.address)}</RedirectAddr>`;
  return (
    '<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">' +
    `<Response xmlns="${responseSchema}"><Account><AccountType>email</AccountType>${account}</Account></Response></Autodiscover>`
  );
}
