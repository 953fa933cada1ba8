# SPDX-License-Identifier: GPL-3.0-or-later
"""What a json report must hold, by a list of fields and kinds.

    json_fields.py REPORT...
"""
import json
import sys

COUNT, NUMBER, FLAG, TEXT = 'count', 'number', 'flag', 'text'


class Maybe:
    """Or null."""

    def __init__(self, kind):
        self.kind = kind


class Named:
    """An object whose names depend on the input."""

    def __init__(self, kind):
        self.kind = kind


REPORT = {
    'deltas': [{
        'name': TEXT, 'group': Maybe(TEXT), 'count': COUNT,
        'mean': Maybe(NUMBER), 'stddev': Maybe(NUMBER), 'min': Maybe(NUMBER),
        'median': Maybe(NUMBER), 'percentiles': Named(Maybe(NUMBER)),
        'max': Maybe(NUMBER), 'max_loop': Maybe(COUNT),
        'max_time': Maybe(NUMBER), 'exact': FLAG, 'error': NUMBER,
        'histogram': [[NUMBER]],
    }],
    'loops': {
        'started': Maybe(COUNT), 'complete': COUNT, 'abandoned': COUNT,
        'cut': COUNT, 'evicted': COUNT, 'unfinished': COUNT,
        'incomplete': COUNT,
    },
    'orphans': COUNT, 'overflow': COUNT,
    'lines': {
        'total': COUNT, 'event': COUNT, 'other': COUNT, 'not_event': COUNT,
        'filtered': COUNT, 'no_key': COUNT, 'malformed': COUNT, 'lost': COUNT,
    },
    'events': Named(COUNT), 'lost_events': COUNT, 'backward': COUNT,
    'metrics': [TEXT], 'first_time': Maybe(NUMBER),
    'last_time': Maybe(NUMBER), 'bytes': COUNT, 'seconds': NUMBER,
    # asked for
    'slowest': [{'loop': COUNT, 'value': NUMBER, 'key': Maybe(TEXT),
                 'times': [NUMBER]}],
}


def check(value, kind, path):
    if isinstance(kind, Maybe):
        if value is not None:
            check(value, kind.kind, path)
    elif isinstance(kind, Named):
        assert isinstance(value, dict), path
        for name, one in value.items():
            check(one, kind.kind, path + '.' + name)
    elif isinstance(kind, dict):
        assert isinstance(value, dict), path
        assert set(value) == set(kind), \
            '%s: %s' % (path, set(value) ^ set(kind))
        for name in kind:
            check(value[name], kind[name], path + '.' + name)
    elif isinstance(kind, list):
        assert isinstance(value, list), path
        for one in value:
            check(one, kind[0], path + '[]')
    elif kind == TEXT:
        assert isinstance(value, str), (path, value)
    elif kind == FLAG:
        assert isinstance(value, bool), (path, value)
    else:
        assert isinstance(value, (int, float)), (path, value)
        assert not isinstance(value, bool), (path, value)
        if kind == COUNT:
            assert isinstance(value, int) and value >= 0, (path, value)


def check_delta(d):
    assert set(d['percentiles']) == {'90', '99', '99.9'}, d
    for field in ('mean', 'min', 'median', 'max', 'max_loop', 'max_time'):
        assert (d[field] is None) == (d['count'] == 0), (field, d)
    assert (d['stddev'] is None) == (d['count'] < 2), d
    assert sum(b[2] for b in d['histogram']) == d['count'], d
    assert d['error'] == 0 or not d['exact'], d


def main():
    groups = 0
    for path in sys.argv[1:]:
        with open(path) as f:
            lines = f.read()
        assert lines.endswith('\n') and lines.count('\n') == 1, path
        report = json.loads(lines)
        if 'groups' in report:
            groups += 1
            check(report.pop('groups'), Named(COUNT), path + ': groups')
        else:
            assert all(d['group'] is None for d in report['deltas']), path
        if 'forgotten_pairs' in report:         # -m 1
            check(report.pop('forgotten_pairs'), COUNT, path)
        check(report, REPORT, path + ': ')
        for d in report['deltas']:
            check_delta(d)
        classes = dict(report['lines'])
        assert classes.pop('total') == sum(classes.values()), path
    print('%d reports, %d with groups' % (len(sys.argv) - 1, groups))
    return groups < 5


if __name__ == '__main__':
    sys.exit(main())
