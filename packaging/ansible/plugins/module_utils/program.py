# Copyright: (c) the RootlessHost authors
# SPDX-License-Identifier: Apache-2.0
"""Calls rootless-host with a list of arguments and reads the document that it prints. Every judgement is the program's own."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import os
import tempfile

STATE_ARGUMENTS = dict(
    users=dict(type='list', elements='str'),
    engines=dict(type='list', elements='str'),
    needs=dict(type='list', elements='str'),
    profiles=dict(type='list', elements='dict', options=dict(
        users=dict(type='list', elements='str'),
        engines=dict(type='list', elements='str'),
        needs=dict(type='list', elements='str'),
    )),
    subordinate_ids=dict(type='dict', options=dict(
        allocate=dict(type='str', choices=['next-free', 'by-uid']),
        count=dict(type='int'),
        min=dict(type='int'),
        max=dict(type='int'),
    )),
    only=dict(type='list', elements='str', default=[]),
    skip=dict(type='list', elements='str', default=[]),
    strict=dict(type='bool', default=False),
    root=dict(type='path'),
    executable=dict(type='path', default='rootless-host'),
)


def configuration(params):
    """The state as rootless-host.toml(5); None when nothing is said, so that the host's own files count."""
    lines = _lines(params, ('users', 'engines', 'needs'))
    if params['subordinate_ids']:
        lines += ['[subordinate-ids]'] + _lines(params['subordinate_ids'], ('allocate', 'count', 'min', 'max'))
    for profile in params['profiles'] or []:
        lines += ['[[profile]]'] + _lines(profile, ('users', 'engines', 'needs'))
    return '\n'.join(lines) + '\n' if lines else None


def _lines(values, keys):
    # A string, a number or a list of strings is written in TOML as it is in JSON.
    return ['%s = %s' % (key, json.dumps(values[key])) for key in keys if values.get(key) is not None]


def arguments(params):
    """The options that every verb takes, but for the configuration."""
    options = []
    for name in ('only', 'skip'):
        for glob in params[name]:
            options += ['--' + name, glob]
    if params['strict']:
        options.append('--strict')
    if params['root']:
        options += ['--root', params['root']]
    return options


def ask(module, verb, options):
    """Runs a verb; returns its exit status and its document. Where there is no answer the module fails with the program's own words."""
    command = [module.get_bin_path(module.params['executable'], required=True), verb, '--format', 'json'] + arguments(module.params) + options
    # The accounts are those of the host, not the one that came in through sudo.
    os.environ.pop('SUDO_USER', None)
    state = configuration(module.params)
    if state is None:
        return _run(module, command)
    handle, path = tempfile.mkstemp(suffix='.toml', dir=module.tmpdir)
    try:
        with os.fdopen(handle, 'w') as stream:
            stream.write(state)
        return _run(module, command + ['--config', path])
    finally:
        os.unlink(path)


def _run(module, command):
    status, output, errors = module.run_command(command)
    if not output.strip():
        words = [line[len('rootless-host: '):] if line.startswith('rootless-host: ') else line for line in errors.strip().splitlines()]
        words = '; '.join(words) or 'rootless-host ended with %d and said nothing' % status
        module.fail_json(msg=words, exit_status=status, changed=status in (2, 6), busy=status == 75)
    try:
        return status, json.loads(output)
    except ValueError as error:
        module.fail_json(msg='rootless-host printed no document: %s' % error, exit_status=status)
