import { section } from '../src/names/pages/section.ts';

export default section('organization', {
  description: 'Organizations named in the cables, with what the cables say of each',
  example: 'NSC',
});
