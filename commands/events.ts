import { section } from '../src/names/pages/section.ts';

export default section('event', { description: 'Events named in the cables, and how each mission describes them', example: 'Helsinki' });
