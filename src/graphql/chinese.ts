/** What GraphQL and its server say in English, as patterns of their texts, and the same in Chinese. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^Syntax Error: Expected (.+), found (.+)\.$/, '应为 $1，实际为 $2。'],
  [/^Syntax Error: Unexpected (.+)\.$/, '此处不应出现 $1。'],
  [/^Syntax Error: Unterminated string\.$/, '字符串没有结束。'],
  [/^Syntax Error: (.+)$/, '$1'],
  [/^Cannot query field "([^"]+)" on type "([^"]+)"\.$/, '类型“$2”没有字段“$1”。'],
  [/^Unknown argument "([^"]+)" on field "([^"]+)"\.$/, '字段“$2”没有参数“$1”。'],
  [/^Unknown argument "([^"]+)" on directive "([^"]+)"\.$/, '指令“$2”没有参数“$1”。'],
  [/^Unknown directive "([^"]+)"\.$/, '没有指令“$1”。'],
  [/^Directive "([^"]+)" may not be used on (.+)\.$/, '指令“$1”不能用在 $2 上。'],
  [/^The directive "([^"]+)" can only be used once at this location\.$/, '指令“$1”在此处只能用一次。'],
  [/^Unknown fragment "([^"]+)"\.$/, '没有片段“$1”。'],
  [/^Unknown type "([^"]+)"\.$/, '没有类型“$1”。'],
  [/^Unknown operation named "([^"]+)"\.$/, '没有名为“$1”的操作。'],
  [/^Must provide operation name if query contains multiple operations\.$/, '文档中有多个操作时，必须给出操作名。'],
  [/^This anonymous operation must be the only defined operation\.$/, '匿名操作必须是文档中唯一的操作。'],
  [/^The (.+) definition is not executable\.$/, '定义 $1 不能执行。'],
  [/^Maximum introspection depth exceeded$/, '内省查询过深。'],
  [/^Cannot spread fragment "([^"]+)" within itself via (.+)\.$/, '片段“$1”经由 $2 包含了自身。'],
  [/^Cannot spread fragment "([^"]+)" within itself\.$/, '片段“$1”包含了自身。'],
  [/^Fragment "([^"]+)" is never used\.$/, '片段“$1”没有使用。'],
  [/^Fragment (?:"[^"]+" )?cannot condition on non composite type "([^"]+)"\.$/, '片段的类型“$1”没有子字段。'],
  [/^Fragment (?:"[^"]+" )?cannot be spread here as objects of type "([^"]+)" can never be of type "([^"]+)"\.$/, '片段不能用在此处：“$1”的对象不可能是“$2”。'],
  [/^Variable "([^"]+)" is not defined(?: by operation "([^"]+)")?\.$/, '变量“$1”没有定义。'],
  [/^Variable "([^"]+)" is never used(?: in operation "([^"]+)")?\.$/, '变量“$1”没有使用。'],
  [/^Variable "([^"]+)" cannot be non-input type "([^"]+)"\.$/, '变量“$1”不能是类型“$2”，它不是输入类型。'],
  [/^Variable "([^"]+)" of type "([^"]+)" used in position expecting type "([^"]+)"\.$/, '变量“$1”的类型是“$2”，此处需要“$3”。'],
  [/^Variable "([^"]+)" of required type "([^"]+)" was not provided\.$/, '没有给出必需的变量“$1”（类型“$2”）。'],
  [/^Variable "([^"]+)" of non-null type "([^"]+)" must not be null\.$/, '变量“$1”（类型“$2”）不能为 null。'],
  [/^Variable "([^"]+)" got invalid value ([^;]+) at "([^;]+)"; (.+)$/s, '变量“$1”在“$3”处的值 $2 不合要求：$4'],
  [/^Variable "([^"]+)" got invalid value ([^;]+); (.+)$/s, '变量“$1”的值 $2 不合要求：$3'],
  [/^Argument "([^"]+)" of non-null type "([^"]+)" must not be null\.$/, '参数“$1”（类型“$2”）不能为 null。'],
  [
    /^Argument "([^"]+)" of required type "([^"]+)" was (?:not provided|provided the variable "[^"]+" which was not provided a runtime value)\.$/,
    '没有给出必需的参数“$1”（类型“$2”）。',
  ],
  [/^Argument "([^"]+)" has invalid value (.+)\.$/s, '参数“$1”的值 $2 不合要求。'],
  [/^Field "([^"]+)" argument "([^"]+)" of type "([^"]+)" is required, but it was not provided\.$/, '字段“$1”缺少必需的参数“$2”（类型“$3”）。'],
  [/^Directive "([^"]+)" argument "([^"]+)" of type "([^"]+)" is required, but it was not provided\.$/, '指令“$1”缺少必需的参数“$2”（类型“$3”）。'],
  [
    /^Fields "([^"]+)" conflict because (.+)\. Use different aliases on the fields to fetch both if this was intentional\.$/s,
    '字段“$1”相互冲突，若要同时查询，请用不同的别名：$2',
  ],
  [/^Field "([^"]+)" must not have a selection since type "([^"]+)" has no subfields\.$/, '字段“$1”的类型“$2”没有子字段，不能再选择。'],
  [/^Field "([^"]+)" of type "([^"]+)" must have a selection of subfields\.$/, '字段“$1”的类型是“$2”，必须选择子字段。'],
  [/^Field "([^"]+)" of type "([^"]+)" must have at least one field selected\.$/, '字段“$1”的类型是“$2”，至少要选择一个子字段。'],
  [/^Field "([^"]+)" of required type "([^"]+)" was not provided\.$/, '没有给出必需的字段“$1”（类型“$2”）。'],
  [/^Field "([^"]+)" is not defined by type "([^"]+)"\.$/, '类型“$2”没有定义字段“$1”。'],
  [/^There can be only one (argument|fragment|input field|operation|variable) named "([^"]+)"\.$/, '名称“$2”重复。'],
  [/^Expected value of type "([^"]+)", found (.+); (.+)$/s, '应为类型“$1”的值，实际为 $2：$3'],
  [/^Expected value of type "([^"]+)", found (.+)\.$/s, '应为类型“$1”的值，实际为 $2。'],
  [/^Expected non-nullable type "([^"]+)" not to be null\.$/, '类型“$1”的值不能为 null。'],
  [/^Expected type "([^"]+)" to be an object\.$/, '类型“$1”的值应为对象。'],
  [/^Value "([^"]+)" does not exist in "([^"]+)" enum\.$/, '枚举“$2”没有值“$1”。'],
  [/^Enum "([^"]+)" cannot represent (?:non-string|non-enum) value: (.+)\.$/s, '$2 不是枚举“$1”的值。'],
  [/^(Int|Float|String|Boolean|ID) cannot represent (?:a |an )?(.+?): (.+)$/s, '$3 不能作为 $1。'],
  [/^"(\w+)" and "(\w+)" are different fields$/, '“$1”和“$2”是不同的字段。'],
  [/^they have differing arguments$/, '参数不同。'],
  [/^they return conflicting types "([^"]+)" and "([^"]+)"$/, '类型“$1”和“$2”不同。'],
  [/^(\w+) cannot be written so: (.+)$/, '$1 不能这样写。'],
  [/^Date must be .+ `YYYY-MM-DD`\.$/, 'Date 应为 1000-01-01 以后存在的日期，写作 `YYYY-MM-DD`。'],
  [/^Month must be .+$/, 'Month 应为月份，写作 `YYYY-MM`。'],
  [/^DateTime must be .+$/, 'DateTime 应为 UTC 时刻，写作 `YYYY-MM-DDThh:mm:ss.sssZ`。'],
  [/^Decimal must be .+$/, 'Decimal 应为字符串中的十进制数。'],
  [/^BigInt must be .+$/, 'BigInt 应为 2^53 以内的整数。'],
  [/^POST body missing, invalid Content-Type, or JSON object has no keys\.$/, '请求体是空对象。'],
  [/^GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension\.$/, '缺少 `query`。'],
  [/^GraphQL queries must be strings\..*$/s, '`query` 应为字符串。'],
  [/^`(variables|extensions)` in a POST body (?:should be provided as|must be) an object.*$/, '`$1` 应为对象。'],
  [/^`operationName` in a POST body must be a string if provided\.$/, '`operationName` 应为字符串。'],
  [/^The '?(\w+)'? search parameter .*$/, '网址中的参数 `$1` 不合要求。'],
  [
    /^This operation has been blocked as a potential Cross-Site Request Forgery.*$/s,
    '该请求可能由其他网站伪造，已拦截；请加上请求头 `Apollo-Require-Preflight: 1`。',
  ],
  [/^GET requests only support query operations, not (\w+) operations$/, 'GET 请求只能执行查询，不能执行 $1。'],
  [/^An 'accept' header was provided for this request which does not accept .*$/s, '请求头 `Accept` 不接受 JSON。'],
];
/** Looking for a sentence in a long quotation costs more than it tells. */
const most = 500;
const wish = / Did you mean (.+)\?$/s;

/** The Chinese of a message of GraphQL or its server; what nobody foresaw stays as it was said. */
export function chinese(message: string): string {
  if (message.length > most) return message;
  const meant = wish.exec(message)?.[1]?.replace(/^the (enum value|key)s? /, '');
  const said = meant === undefined ? message : message.replace(wish, '');
  const [pattern, sentence] = sentences.find(([known]) => known.test(said)) ?? [];
  const text = pattern && sentence ? said.replace(pattern, sentence) : said;
  const inner = /^(.+?：)(.+)$/s.exec(text);
  const whole = pattern && inner?.[1] && inner[2] && inner[2] !== said ? inner[1] + chinese(inner[2]) : text;
  return meant === undefined ? whole : `${whole}是否想用 ${meant.replaceAll(', or ', '、').replaceAll(' or ', ' 或 ').replaceAll(', ', '、')}？`;
}
