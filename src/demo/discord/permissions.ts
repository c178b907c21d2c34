/** https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
export const permission = {
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  PIN_MESSAGES: 1n << 51n,
} as const;
/** The name of a permission. */
export type PermissionName = keyof typeof permission;

/** All permissions at once. */
export const ALL = Object.values(permission).reduce((sum, bit) => sum | bit, 0n);

/** What the bot may do, unless the plan of the guild says otherwise. */
export const BOT_PERMISSIONS: readonly PermissionName[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'SEND_MESSAGES_IN_THREADS',
  'PIN_MESSAGES',
];
/** What everybody may do. */
export const EVERYONE_PERMISSIONS: readonly PermissionName[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'READ_MESSAGE_HISTORY',
  'ATTACH_FILES',
  'EMBED_LINKS',
  'USE_APPLICATION_COMMANDS',
  'SEND_MESSAGES_IN_THREADS',
];

/** What the desk's roles may do beyond that, as an operator sets them so that commands of editors and leads are offered to these. */
export const ROLE_PERMISSIONS: Readonly<Record<string, readonly PermissionName[]>> = {
  editor: ['MANAGE_MESSAGES'],
  lead: ['MANAGE_MESSAGES', 'MANAGE_GUILD'],
};

/** Permissions of a role (type 0) or member (type 1) in one channel. */
export type Overwrite = { id: string; type: 0 | 1; allow: string; deny: string };

/** The bits of these permissions. */
export function bitsOf(names: readonly PermissionName[]): bigint {
  return names.reduce((sum, name) => sum | permission[name], 0n);
}

/** Overwrites that hide a channel from everyone (a role whose id is the guild's) but these roles. */
export function visibleOnlyTo(roleIds: readonly string[], guildId: string): Overwrite[] {
  const see = bitsOf(['VIEW_CHANNEL']).toString();
  return [{ id: guildId, type: 0, allow: '0', deny: see }, ...roleIds.map((id): Overwrite => ({ id, type: 0, allow: see, deny: '0' }))];
}

type Granting = { id: string; permissions: string };

/**
 * What somebody with these roles may do in a channel with these overwrites, which apply in layers: those of everyone,
 * then of the roles, then of the member. https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
export function permissionsWith(
  everyone: Granting,
  roles: readonly Granting[],
  memberId: string,
  overwrites: readonly Overwrite[],
): bigint {
  const base = [everyone, ...roles].reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  if ((base & permission.ADMINISTRATOR) !== 0n) return ALL;
  const layers = [[everyone.id], roles.map(({ id }) => id), [memberId]];
  const inLayer = (ids: readonly string[]): Overwrite[] => overwrites.filter(({ id }) => ids.includes(id));
  return layers.reduce((bits, ids) => applied(bits, inLayer(ids)), base);
}

function applied(bits: bigint, overwrites: readonly Overwrite[]): bigint {
  const denied = overwrites.reduce((sum, { deny }) => sum | BigInt(deny), 0n);
  const allowed = overwrites.reduce((sum, { allow }) => sum | BigInt(allow), 0n);
  return (bits & ~denied) | allowed;
}
