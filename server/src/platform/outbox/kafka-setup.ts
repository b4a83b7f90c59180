import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  Admin,
  alterUserScramCredentialsV0,
  ConfigResourceTypes,
  IncrementalAlterConfigOperationTypes,
  ResourcePatternTypes,
  ResourceTypes,
  ScramMechanisms,
} from '@platformatic/kafka';
import { type KafkaSettings, kafkaOptions } from './kafka-client.ts';
import { consumerNames, groupOf, type Topic, topics } from './topics.ts';

export interface TopicLimits {
  readonly partitions: number;
  readonly retentionMs: number;
  /** Of each partition. */
  readonly retentionBytes: number;
}

type User = { readonly name: string; readonly password: string };

/** As many as brokers demand (RFC 5802 asks for 4,096); the password is 256 random bits, so that guessing is hopeless anyway. */
const scramIterations = 8_192;

/** What the user's clients need, by full names; creating, changing, deleting and other groups stay forbidden. */
export function wantedRights(user: string): Acl[] {
  const allow = (resourceType: Acl['resourceType'], resourceName: string, ...operations: Acl['operation'][]): Acl[] =>
    operations.map((operation) => ({
      resourceType,
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: `User:${user}`,
      host: '*',
      operation,
      permissionType: AclPermissionTypes.ALLOW,
    }));
  const { READ, WRITE, DESCRIBE } = AclOperations;
  return [
    // Who may write to a topic may also write to it idempotently.
    ...topics.flatMap(({ name }) => allow(ResourceTypes.TOPIC, name, READ, WRITE, DESCRIBE)),
    ...consumerNames.flatMap((name) => allow(ResourceTypes.GROUP, groupOf(name), READ, DESCRIBE)),
  ];
}

export const topicConfig = ({ cleanupPolicy }: Topic, { retentionMs, retentionBytes }: TopicLimits): Record<string, string> => ({
  'cleanup.policy': cleanupPolicy,
  'retention.ms': String(retentionMs),
  'retention.bytes': String(retentionBytes),
  // The segment that is written to is never compacted: a quiet shop's would stay so for a week.
  ...(cleanupPolicy === 'delete' ? {} : { 'max.compaction.lag.ms': '3600000' }),
});

/** Whether the broker admits who comes with this name and password. @throws when it does not answer. */
async function canSignIn(settings: KafkaSettings): Promise<boolean> {
  const client = new Admin({ ...kafkaOptions(settings, 'zakpos kafka-init'), retries: 0 });
  try {
    await client.listApis();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  } finally {
    await client.close().catch(() => undefined);
  }
}

/** Whether the broker refused the name or password, anywhere among the causes. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'PLT_KFK_AUTHENTICATION') return true;
  return isRefusal(error.cause) || (error instanceof AggregateError && error.errors.some(isRefusal));
}

/**
 * Brings a cluster to what ZakPOS needs of it: the worker's user, its rights, the topics. Doing it again changes nothing.
 * @returns what it changed, a line each.
 */
export async function setUpKafka(asAdmin: KafkaSettings, user: User, limits: TopicLimits): Promise<string[]> {
  const admin = new Admin(kafkaOptions(asAdmin, 'zakpos kafka-init'));
  try {
    return [
      ...(await setPassword(admin, asAdmin, user)),
      ...(await setTopics(admin, limits)),
      ...(await setRights(admin, user.name)),
    ];
  } finally {
    await admin.close().catch(() => undefined);
  }
}

async function setPassword(admin: Admin, { brokers, ca }: KafkaSettings, user: User): Promise<string[]> {
  // The broker keeps no password, only what proves it: whether it is the same is found by signing in.
  if (await canSignIn({ brokers, ca, user: user.name, password: user.password })) return [];
  const salt = randomBytes(24);
  const saltedPassword = await promisify(pbkdf2)(user.password, salt, scramIterations, 64, 'sha512');
  const mechanism = ScramMechanisms.SCRAM_SHA_512;
  const [connection] = (await admin.connectToBrokers()).values();
  if (!connection) throw new Error('no broker is known');
  await alterUserScramCredentialsV0.api.async(
    connection,
    [],
    [{ name: user.name, mechanism, iterations: scramIterations, salt, saltedPassword }],
  );
  return [`gave ${user.name} its password`];
}

async function setTopics(admin: Admin, limits: TopicLimits): Promise<string[]> {
  const known = new Set(await admin.listTopics());
  const changes: string[] = [];
  for (const topic of topics.filter(({ name }) => !known.has(name))) {
    const configs = Object.entries(topicConfig(topic, limits)).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [topic.name], partitions: limits.partitions, configs });
    changes.push(`made topic ${topic.name} with ${limits.partitions} partitions`);
  }
  const old = topics.filter(({ name }) => known.has(name));
  if (old.length === 0) return changes;
  const metadata = await admin.metadata({ topics: old.map(({ name }) => name), forceUpdate: true });
  const described = await admin.describeConfigs({
    resources: old.map(({ name }) => ({ resourceType: ConfigResourceTypes.TOPIC, resourceName: name })),
  });
  for (const topic of old) {
    const partitions = metadata.topics.get(topic.name)?.partitionsCount ?? 0;
    if (partitions < limits.partitions) {
      await admin.createPartitions({ topics: [{ name: topic.name, count: limits.partitions }] });
      changes.push(`grew topic ${topic.name} from ${partitions} to ${limits.partitions} partitions`);
    } else if (partitions > limits.partitions) {
      changes.push(`left topic ${topic.name} at ${partitions} partitions: they cannot be made fewer`);
    }
    const now = new Map(described.find(({ resourceName }) => resourceName === topic.name)?.configs.map((c) => [c.name, c.value]));
    const wrong = Object.entries(topicConfig(topic, limits)).filter(([name, value]) => now.get(name) !== value);
    if (wrong.length === 0) continue;
    const configs = wrong.map(([name, value]) => ({ name, value, configOperation: IncrementalAlterConfigOperationTypes.SET }));
    await admin.incrementalAlterConfigs({
      resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic.name, configs }],
    });
    changes.push(`set ${wrong.map(([name, value]) => `${name}=${value}`).join(', ')} on topic ${topic.name}`);
  }
  return changes;
}

async function setRights(admin: Admin, user: string): Promise<string[]> {
  const resources = await admin.describeAcls({
    filter: {
      resourceType: ResourceTypes.ANY,
      resourceName: null,
      resourcePatternType: ResourcePatternTypes.ANY,
      principal: `User:${user}`,
      host: null,
      operation: AclOperations.ANY,
      permissionType: AclPermissionTypes.ANY,
    },
  });
  const held = resources.flatMap(({ acls, resourceType, resourceName, resourcePatternType }) =>
    acls.map((acl): Acl => ({ ...acl, resourceType, resourceName, resourcePatternType })),
  );
  const wanted = wantedRights(user);
  const missing = wanted.filter((right) => !held.some((other) => idOf(other) === idOf(right)));
  const surplus = held.filter((right) => !wanted.some((other) => idOf(other) === idOf(right)));
  if (missing.length > 0) await admin.createAcls({ creations: missing });
  if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
  return [
    ...missing.map((right) => `allowed ${user} to ${labelOf(right)}`),
    ...surplus.map((right) => `took from ${user} the right to ${labelOf(right)}`),
  ];
}

const idOf = ({ resourceType, resourceName, resourcePatternType, host, operation, permissionType }: Acl): string =>
  JSON.stringify([resourceType, resourceName, resourcePatternType, host, operation, permissionType]);

const nameIn = (labels: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(labels)
    .find(([, number]) => number === value)?.[0]
    .toLowerCase() ?? String(value);

const labelOf = ({ operation, resourceType, resourceName }: Acl): string =>
  `${nameIn(AclOperations, operation)} ${nameIn(ResourceTypes, resourceType)} ${resourceName}`;
