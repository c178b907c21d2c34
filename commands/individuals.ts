import { section } from '../src/entity-section.ts';

export default section('individual', { description: 'People named in the cables, with what the cables say of each', example: 'Vicini' });
