import type { Entity, EntityKind } from './resolve/entity.ts';

/** The query field for each kind. */
export const fieldOf: Readonly<Record<EntityKind, string>> = {
  country: 'country',
  individual: 'person',
  event: 'event',
  organization: 'org',
};

/** Quotes a value as a phrase of the query language; its own quotes and backslashes become spaces. */
export const phraseOf = (value: string): string => `"${value.replaceAll(/["“”„‟«»\\]/g, ' ')}"`;

/** The query that finds the cables of an entity. */
export const queryFor = ({ kind, name }: Pick<Entity, 'kind' | 'name'>): string => `${fieldOf[kind]}:${phraseOf(name)}`;
