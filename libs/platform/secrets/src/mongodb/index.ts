export { MongoSecrets, type MongoSecretsOptions, rotateMongoMasterKey } from './mongo-secrets.ts';
