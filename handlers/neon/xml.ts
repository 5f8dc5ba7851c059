const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', '#x0d': '\r' };

/**
 * The text of an element in what query_to_xml returns; undefined if it is not there. PostgreSQL escapes four characters in it
 * (map_sql_value_to_xml_value).
 */
export function elementOf(xml: string, element: string): string | undefined {
  const [begin, end] = [xml.indexOf(`<${element}>`), xml.lastIndexOf(`</${element}>`)];
  if (begin < 0 || end < 0) return undefined;
  const escaped = xml.slice(begin + element.length + 2, end);
  return escaped.replace(/&(lt|gt|amp|#x0d);/g, (_, name: string) => ENTITIES[name] ?? '');
}
