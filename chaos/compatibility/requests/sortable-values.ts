const long = 'a'.repeat(460);
const accents = 'é'.repeat(300);

/** JSON texts of every kind: numbers and texts that are equal for a sort or nearly so, and no values at all. */
export const sortableValues: readonly string[] = [
  ['5', '1', '0', '-0.0', '0.0', '-1', '1.5', '2e-3', '1e300', '10', '1.0'],
  ['12345678901234567890', '9007199254740993', '9007199254740992', '18446744073709551616'],
  ['"b"', '"A"', '"a"', '"B"', '" c "', '"É"', '"e\\u0301"', '"10"', '"10 "', '"true"'],
  ['null', 'true', 'false', '""', '"  "', '[]', '{}', '[null]', '[[2]]', '["",7]'],
  ['[3,"z",0]', '["q",9]', '[true,"x",8]', '{"a":4}', '[{"a":6}]', '{"x":[1]}'],
  ['[{"x":1},{"x":"k"}]', '{"x":{"y":0}}', '[{"x":[{"y":3}]}]', '{"y":"deep"}', '[{"y":[0]}]'],
  ['"\\ufeffz"', '"z"', '"\\u0085y"', '"y"', '"x y"', '"ΑΣ"', '"ας"', '"ασ"', '"İ"', '"i̇"'],
  ['"ß"', '"ss"', '"ﬁ"', '"fi"', '"😀"', '"\\uffee"', '"Ⅷ"', '"日本"', '"\\u3000wide"'],
  [`"${long}aaaaaaaac"`, `"${long}aaaaaaaab"`, `"${long}b"`, `"${accents}b"`, `"${accents}"`],
].flat();
