import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import { version } from './version.ts';

@ObjectType({ simpleResolvers: true, description: 'What answers here.' })
class About {
  @Needs('open')
  @Field(() => String, { description: 'The program.' })
  name!: string;

  @Needs('open')
  @Field(() => String, { description: 'Its version.' })
  version!: string;
}

@Resolver()
export class AboutQuery {
  @Needs('open')
  @Query(() => About, { description: 'What answers here; everybody may ask.' })
  about(): About {
    return { name: 'Assay', version };
  }
}
