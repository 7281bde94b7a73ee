// The same graph as PostGraphile 5 makes it of the views in the schema `bench`, on grafserv over node:http.
import { createServer } from 'node:http';
import process from 'node:process';
import { grafserv } from 'grafserv/node';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

const { DATABASE_URL = '', TOKEN = '', POOL = '' } = process.env;
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({ connectionString: DATABASE_URL, schemas: ['bench'], poolConfig: { max: Number(POOL), application_name: 'bench postgraphile' } }),
  ],
  schema: { defaultBehavior: '+list +connection -insert -update -delete' },
  grafserv: { graphiql: false, graphiqlOnGraphQLGET: false, watch: false, websockets: false, graphqlPath: '/graphql' },
  grafast: { explain: false },
};

const handle = grafserv(await instanceOf(preset)).createHandler();
const authorization = `Bearer ${TOKEN}`;
const server = createServer((request, response) => {
  if (request.headers.authorization === authorization) return handle(request, response);
  response.writeHead(401).end('{"errors":[{"message":"no token"}]}');
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`));

async function instanceOf(settings) {
  const instance = postgraphile(settings);
  const { schema, resolvedPreset } = await instance.getSchemaResult();
  if (process.env.PRINT_SCHEMA) process.stderr.write((await import('graphql')).printSchema(schema));
  return { schema, preset: resolvedPreset };
}
