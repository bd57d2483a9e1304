export { ImapObserver, type ImapStep, type WriteState } from './imap-observer.ts';
export { type ProxyLink, type ProxyOptions, startProxy, type TcpProxy } from './tcp-proxy.ts';
