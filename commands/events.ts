import { section } from '../src/entity-section.ts';

export default section('event', { description: 'Events named in the cables, and how each mission tells them', example: 'Helsinki' });
