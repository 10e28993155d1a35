## -*- Mode: python; py-indent-offset: 4; indent-tabs-mode: nil; coding: utf-8; -*-

# The same sources as CMakeLists.txt, for ns-3 3.35 and older (waf), as contrib/synfin.
# The other tests run on GoogleTest and belong to the standalone CMake build.

MODULES = ['core', 'network', 'internet', 'traffic-control', 'point-to-point', 'applications']
BOOST_LIBS = ['program_options']


def required_boost_libs(conf):
    conf.env['REQUIRED_BOOST_LIBS'] += BOOST_LIBS


def configure(conf):
    # Results are JSON, which nlohmann/json.hpp writes; it is headers alone.
    json = bool(conf.check_nonfatal(header_name='nlohmann/json.hpp', features='cxx'))
    conf.report_optional_feature('synfin', 'synfin', json,
                                 'JSON for Modern C++ is missing (Debian: nlohmann-json3-dev)')
    if not json:
        conf.env['MODULES_NOT_BUILT'].append('synfin')
        return
    missing = conf.missing_boost_libs('synfin', 'synfin programs', BOOST_LIBS, required=False)
    conf.report_optional_feature('synfin-programs', 'synfin programs', not missing,
                                 'Boost.Program_options is missing')
    conf.env['SYNFIN_PROGRAMS'] = not missing
    # synfin-microbench runs on Google Benchmark.
    conf.env['SYNFIN_MICROBENCH'] = bool(conf.check_nonfatal(
        header_name='benchmark/benchmark.h', lib='benchmark', uselib_store='SYNFIN_BENCHMARK', features='cxx cxxprogram'))
    # Traces may be compressed; without zstd, --compress zstd is refused.
    if conf.check_nonfatal(header_name='zstd.h', lib='zstd', uselib_store='SYNFIN_ZSTD',
                           features='cxx cxxprogram'):
        conf.env.append_unique('DEFINES_SYNFIN_ZSTD', 'SYNFIN_ZSTD')


def sources(bld, *patterns):
    return [node.path_from(bld.path) for node in bld.path.ant_glob(list(patterns))]


def build(bld):
    module = bld.create_ns3_module('synfin', MODULES)
    module.use.append('SYNFIN_ZSTD')
    # Results say on which ns-3 they were made.
    module.env.append_value('DEFINES', 'SYNFIN_NS3_VERSION="%s"' % bld.env['VERSION'])
    module.source = sources(bld, 'model/*/*.cc', 'helper/*.cc', 'helper/*/*.cc')

    headers = bld(features='ns3header')
    headers.module = 'synfin'
    headers.source = sources(bld, 'model/*/*.h', 'helper/*.h', 'helper/*/*.h')

    suite = bld.create_ns3_module_test_library('synfin')
    suite.source = ['test/ns3-suite/synfin-test-suite.cc']

    if bld.env['ENABLE_EXAMPLES']:
        bld.recurse('examples')
