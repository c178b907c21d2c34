import { section } from '../src/entity-section.ts';

export default section('organization', {
  description: 'Organizations named in the cables, with what the cables say of each',
  example: 'NSC',
});
