# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Completion of command lines, for bash and zsh."""

import re

FOLDERS = ("DIR",)
FILES = ("FILE", "PATH", "PREFIX")


def operands(page):
    """@return the words that a program takes beside options: files, and the names of figures."""
    return [line.split()[0] for line in page.tables.get("figures", ()) if line.startswith("  ")]


def _bash_words(words, is_list):
    """@return what offers words, also behind others with commas between them."""
    if is_list:
        return f'mapfile -t COMPREPLY < <(compgen -P "$before" -W "{" ".join(words)}" -- "${{cur##*,}}")'
    return f'mapfile -t COMPREPLY < <(compgen -W "{" ".join(words)}" -- "$cur")'


def _by_values(of_names):
    """@return {values: the KEYs that may have them}"""
    found = {}
    for name, values in of_names.items():
        if values:
            found.setdefault(values, []).append(name)
    return found


def _bash_values(option):
    if option.names:
        names = " ".join(f"{name}=" for name in option.names)
        return f'compopt -o nospace; mapfile -t COMPREPLY < <(compgen -W "{names}" -- "$cur")'
    if option.values:
        return _bash_words(option.values, option.is_list)
    if option.metavar in FOLDERS:
        return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur")'
    if option.metavar in FILES:
        return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur")'
    return ":"


def bash(name, page):
    """@return a file that bash-completion loads for the program."""
    function = "_" + name.replace("-", "_")
    cases = {}
    for option in page.options():
        if not option.is_flag:
            cases.setdefault(_bash_values(option), []).append(option.name)
    of_names = {}
    for option in page.options():
        of_names.update(option.of_names)
    body_of_keys = "".join(f"        {'|'.join(names)}) {_bash_words(values, True)}; return ;;\n"
                           for values, names in _by_values(of_names).items())
    keys = f"    case $key in\n{body_of_keys}    esac\n" if body_of_keys else ""
    body = "".join(f"        {'|'.join(names)}) {action}; return ;;\n" for action, names in cases.items())
    words = " ".join(sorted({option.name for option in page.options()}))
    rest = f'mapfile -t COMPREPLY < <(compgen -W "{" ".join(operands(page))}" -- "$cur"; compgen -f -- "$cur")'
    after = f"        *) compopt -o filenames; {rest} ;;\n" if page.operands else ""
    return f"""# Made of what {name} says of itself.
{function}()
{{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} key= before
    COMPREPLY=()
    if [ "$cur" = "=" ]; then # --option=, or --option KEY=
        cur=
        key=$prev
    elif [ "$prev" = "=" ]; then # --option=value, or --option KEY=value
        prev=${{COMP_WORDS[COMP_CWORD - 2]}}
        key=$prev
    fi
    before=${{cur%"${{cur##*,}}"}} # of a list, what is there already
    case $prev in
{body}    esac
{keys}    case $cur in
        -*) mapfile -t COMPREPLY < <(compgen -W "{words}" -- "$cur") ;;
{after}    esac
}}
complete -F {function} {name}
"""


def _zsh_quoted(text):
    return re.sub(r"([\[\]:])", r"\\\1", text).replace("'", "'\\''")


def _zsh_option(function, option):
    several = "*" if option.is_repeatable else ""
    about = _zsh_quoted(option.help)
    if option.is_flag:
        value = f"::{option.metavar[2:-1]}:({' '.join(option.values)})" if option.values else ""
        return f"'{several}{option.name}{'=-' if value else ''}[{about}]{value}'"
    if option.names:
        action = f"{function}{option.name.replace('-', '_')}"
    elif option.values and option.is_list:
        action = f"{{_values -s , {option.metavar.lower().replace(',', '-')} {' '.join(option.values)}}}"
    elif option.values:
        action = f"({' '.join(option.values)})"
    else:
        action = "_files -/" if option.metavar in FOLDERS else "_files" if option.metavar in FILES else " "
    return f"'{several}{option.name}=[{about}]:{_zsh_quoted(option.metavar)}:{action}'"


def _zsh_helper(function, option):
    """@return a function that completes KEY=VALUE."""
    cases = "".join(f"        ({'|'.join(names)}) compadd -- {' '.join(values)} ;;\n"
                    for values, names in _by_values(option.of_names).items())
    return f"""{function}{option.name.replace('-', '_')}()
{{
    if ! compset -P '*='; then
        compadd -S = -- {' '.join(option.names)}
        return
    fi
    local key=${{${{IPREFIX%=}}##*=}}
    compset -P '*,'
    case $key in
{cases}    esac
}}
"""


def zsh(name, page):
    """@return a file that zsh loads for the program."""
    function = "_" + name.replace("-", "_")
    lines = [_zsh_option(function, option) for option in page.options()]
    if page.operands:
        lines.append(f"'*: :{{_alternative \"names\\:name\\:({' '.join(operands(page))})\" \"files\\:file\\:_files\"}}'")
    helpers = "".join(_zsh_helper(function, option) for option in page.options() if option.names)
    return f"#compdef {name}\n# Made of what {name} says of itself.\n{helpers}_arguments \\\n    " + " \\\n    ".join(lines) + "\n"
