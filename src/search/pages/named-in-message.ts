import { headLine } from '../../cables/cards.ts';
import type { Desk } from '../../desk/desk.ts';
import { openEntity } from '../../names/pages/entity-page.ts';
import { readNames } from '../../names/recognise/read-cable.ts';
import type { Block, Item } from '../../reply/reply.ts';
import { own, plural, quoted, said } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

/** What a chat message names that the cables name too: refs and entities, each one press away. */
export function namedInMessage(desk: Desk, text: string): Block[] {
  const found = new Map<string, Item>();
  for (const [wanted] of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}/.-]{4,40}/gu)) {
    const cable = /[\d]/.test(wanted) ? desk.cables.get(wanted.replace(/[.,/-]+$/, '')) : undefined;
    if (cable !== undefined)
      found.set(cable.ref, {
        head: headLine(cable),
        actions: [press(said`Open`, 'cable', { ref: cable.ref })],
      });
  }
  for (const { kind, surface } of readNames({ subject: '', body: text })) {
    if (kind === 'place') continue;
    for (const entity of desk.names.named(surface, kind).slice(0, 2))
      if (!entity.hidden && !entity.perhaps && !found.has(entity.id))
        found.set(entity.id, {
          head: said`${quoted(entity.name)} · ${own(entity.kind)}, ${plural(entity.cables, 'cable')}`,
          actions: [openEntity(entity, said`Page`)],
        });
  }
  const items = [...found.values()].slice(0, 4);
  return items.length === 0
    ? []
    : [
        { kind: 'text', text: said`The message names:` },
        { kind: 'items', items },
      ];
}
