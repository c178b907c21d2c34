import type { Entity, EntityKind } from './resolve/entity.ts';

/** The query language's field for a kind. */
export const fieldOf: Readonly<Record<EntityKind, string>> = {
  country: 'country',
  individual: 'person',
  event: 'event',
  organization: 'org',
};

/** A value of the query language as a phrase; signs of the language in it are blanks. */
export const phraseOf = (value: string): string => `"${value.replaceAll(/["“”„‟«»\\]/g, ' ')}"`;

/** The query that finds the cables of an entity. */
export const queryFor = ({ kind, name }: Pick<Entity, 'kind' | 'name'>): string => `${fieldOf[kind]}:${phraseOf(name)}`;
