export { type NatsAddress, type NatsTls, natsAddress } from './nats-address.ts';
export { NatsConnection } from './nats-connection.ts';
export { NatsStrategy } from './nats-strategy.ts';
