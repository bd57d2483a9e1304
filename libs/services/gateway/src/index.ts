export { GatewayModule, GatewayService } from './gateway.module.ts';
export {
  defaultLimits,
  type GatewayLimits,
  type GatewayMeter,
  type GatewayOptions,
} from './gateway-options.ts';
export type { FirstSignIn } from './identity/first-operator.ts';
export { NotReady } from './system/health.controller.ts';
export { refusalOf as metricsRefusalOf } from './system/metrics-access.ts';
