export {
  type ForwardProxy,
  type ForwardProxyOptions,
  startHttpProxy,
  startSocksProxy,
} from './forward-proxies.ts';
export { type AbilityName, allAbilities } from './capability-filter/abilities.ts';
export {
  type CapabilityFilter,
  startCapabilityFilter,
} from './capability-filter/start-capability-filter.ts';
export { ImapObserver, type ImapStep, type WriteState } from './imap-observer.ts';
export { type ProxyLink, type ProxyOptions, startProxy, type TcpProxy } from './tcp-proxy.ts';
