# -*- coding: utf-8 -*-
# Copyright: (c) the RootlessHost authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import absolute_import, division, print_function

__metaclass__ = type


class ModuleDocFragment(object):
    """What both modules take: whom and what it is about."""

    DOCUMENTATION = r'''
options:
  users:
    description:
      - The accounts that it is about, as names, uids, C(@group) or C(1000-60000).
      - When it is left out or empty, every login user.
    type: list
    elements: str
  engines:
    description: The engines that it is about. When it is left out or empty, those that are installed.
    type: list
    elements: str
  needs:
    description: What is wanted beyond that a container runs, such as C(limits), C(port:80), C(ping) or C(boot).
    type: list
    elements: str
  profiles:
    description: Other users with other wishes. A profile adds to the rest and takes nothing away.
    type: list
    elements: dict
    suboptions:
      users:
        description: Accounts of the profile. When it is left out, those of I(users).
        type: list
        elements: str
      engines:
        description: Their engines. When it is left out, those of I(engines).
        type: list
        elements: str
      needs:
        description: What they want of these engines.
        type: list
        elements: str
  subordinate_ids:
    description: How subordinate uids and gids are given to accounts that lack them.
    type: dict
    suboptions:
      allocate:
        description: C(next-free) takes the first free block; C(by-uid) gives each uid the same block on every host of a fleet.
        type: str
        choices: [next-free, by-uid]
      count:
        description: Ids of a block, at least 65536.
        type: int
      min:
        description: The lowest id that may be given. When it is left out, that of login.defs(5).
        type: int
      max:
        description: The highest id that may be given. When it is left out, that of login.defs(5).
        type: int
  only:
    description: Ask only these checks, by id or glob, and what they follow from.
    type: list
    elements: str
    default: []
  skip:
    description: Do not ask these checks, by id or glob.
    type: list
    elements: str
    default: []
  strict:
    description: Whether warnings count as failures.
    type: bool
    default: false
  root:
    description: A directory of the host that stands for C(/), such as an image. Nothing live is looked at or changed then.
    type: path
  executable:
    description: The program, when it is not on the path.
    type: path
    default: rootless-host
attributes:
  platform:
    description: Where it works.
    support: full
    platforms: linux
requirements:
  - rootless-host on the host
'''
